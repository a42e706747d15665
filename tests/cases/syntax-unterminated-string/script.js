const a = 'open;
return a;
