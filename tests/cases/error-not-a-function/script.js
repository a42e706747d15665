const text = 'a';
text.push('b');
