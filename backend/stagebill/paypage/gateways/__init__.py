"""The gateways: each speaks one processor's language behind the protocol in gateway.py."""
