import random
a = random.random()
random.seed(7)
b = random.randint(1, 100)
random.seed(7)
return [0 <= a < 1, b == random.randint(1, 100), len(set(random.sample(range(100), 5)))]
