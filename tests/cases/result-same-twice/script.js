const shared = { a: null };
return [shared, shared, { shared }];
