const gate = new Promise((resolve) => setTimeout(resolve, 30, 'opened'));
return await gate;
