console.log('begin');
while (true) {}
