# All cities at once; gather keeps the order of its arguments
reports = await asyncio.gather(*[tools.weather.now(city=city) for city in input])
by_city = dict(zip(input, reports))

rows = [{"city": city, "fahrenheit": round(r["temp_c"] * 9 / 5 + 32)} for city, r in by_city.items()]
warmest = max(by_city, key=lambda city: by_city[city]["temp_c"])
print("warmest:", warmest)

result = {"rows": rows, "warmest": warmest, "windy": [c for c, r in by_city.items() if r["wind"] > 20]}
