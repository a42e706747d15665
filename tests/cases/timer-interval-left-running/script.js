let n = 0;
setInterval(() => n++, 1);
await sleep(3);
return 'done';
