def main():
    return "sync"
