"""From facts and a playbook to proposed actions."""
