const list = [1, , 3];
list.extra = 'x';
return list;
