"""What is wrong with the policies, where, and what to do about it."""

from countersign.model.frozen import Frozen


class Finding(Frozen):
    """One fault; `file` and `policy` are empty where it lies in none."""

    file: str = ""
    policy: str = ""
    problem: str
    remedy: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.policy, self.problem) if part)
