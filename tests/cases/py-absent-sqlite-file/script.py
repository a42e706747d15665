import sqlite3
sqlite3.connect("shop.db")
