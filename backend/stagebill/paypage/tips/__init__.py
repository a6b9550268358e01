"""The tip for the crew that a customer adds when they pay: what they chose, and how they are asked."""
