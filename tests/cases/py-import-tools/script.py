import tools
from tools import shop
import math

orders = await tools.shop.orders()
echo = await shop.echo(n=math.isqrt(2 * 10**20000) % 1000)
[len(orders), echo, (10**50000) // (7**10000) % 1000]
