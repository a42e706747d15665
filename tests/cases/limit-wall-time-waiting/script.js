await tools.shop.never();
