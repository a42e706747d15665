Here is what I would do: first list the orders, then count them.
