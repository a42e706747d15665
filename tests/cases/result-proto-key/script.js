return JSON.parse('{"__proto__": 1, "a": null}');
