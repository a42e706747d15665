return [await tools.odd['get-item'](), await tools.odd.get_item(), await tools.odd['v1.list'](), await tools['odd.v1.list'](), await tools.odd.v1_list()];
