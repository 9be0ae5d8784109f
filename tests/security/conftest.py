from tests.integration.conftest import deployment

__all__ = ["deployment"]
