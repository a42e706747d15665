console.log('waiting');
await new Promise(() => {});
return 1;
