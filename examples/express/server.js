/** Serves the shop. The client reads its key, tenant and base URL from the environment. */
import { Azotte } from 'azotte';
import { Shop, shopApplication } from './shop.js';

shopApplication(new Shop(new Azotte()), process.env.WEBHOOK_SECRET).listen(
  process.env.PORT ?? 3000,
);
