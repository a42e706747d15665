const a = 1;
// a comment
return a;
