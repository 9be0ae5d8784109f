"""Whose record is meant."""

import click

from countersign.local.users import TENANT

tenant_option = click.option("--tenant", default=TENANT, show_default=True, help="Whose record.")
