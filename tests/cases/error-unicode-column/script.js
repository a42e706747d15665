const größe = '😀', x = null; return x.y;
