"""What the JSON API says of itself: one table of routes, the models behind them, and the OpenAPI document made of both."""
