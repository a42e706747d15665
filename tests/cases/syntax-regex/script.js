const a = 1;
return /(/.test('x');
