names = []


def message(call):
    try:
        call()
    except Exception as error:
        return error


names.apend(1)
