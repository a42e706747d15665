await sleep(60000);
