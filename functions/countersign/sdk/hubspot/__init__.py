"""What connectors of HubSpot share, whatever objects they are for: its webhooks, its errors and its custom properties."""
