class Point { x = 1; #y = 2; toString() { return 'p'; } }
return { date: new Date(0), re: /x/, point: new Point(), bytes: new Uint8Array([1, 2]), url: new URL('https://a.b/c'), boxed: [Object('s'), Object(1)] };
