setTimeout(() => { throw new Error('late'); }, 1);
await sleep(5);
return 'went on';
