await Promise.any([tools.shop.fail(), Promise.reject(new Error('other'))]);
