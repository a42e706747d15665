return ['a\ud800b', '\udc00', '\ud83d\ude00', { ['k\ud800']: 1 }];
