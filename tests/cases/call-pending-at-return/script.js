tools.shop.never({ n: 1 });
tools.shop.never({ n: 2 });
return 'done';
