tools.shop.fail();
await sleep(5);
return 'went on';
