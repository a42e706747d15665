Promise.reject(new Error('nobody looks'));
const late = Promise.reject(new Error('somebody looks'));
await sleep(1);
await late.catch(() => {});
return 'went on';
