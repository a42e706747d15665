const list = [1, 2, 3;
return list;
