const half = 20 + 1;
return half * 2;
