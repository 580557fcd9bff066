import { askThrottledShop } from './throttled.shop.js';

console.log(JSON.stringify(await askThrottledShop(process.argv[2] ?? 'express')));
