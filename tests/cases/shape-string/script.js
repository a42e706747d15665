'nothing but a string'
