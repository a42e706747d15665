import os
key = os.getenv("API_KEY")
