import { KhqrModule } from 'nestjs-khqr';

declare const environment: { KEY?: string };

KhqrModule.forRoot({ provider: 'apikhqr', apiKey: environment.KEY });
KhqrModule.forRoot({ provider: 'apikhqr', apiKey: async () => 'sk_live_x', ratePerSecond: 5 });
KhqrModule.forRoot({ provider: 'bakong-online', bakongId: 'shop@aclb', merchantName: 'Shop' });
KhqrModule.forRoot({ provider: 'sandbox', autoPayMs: 1_000 });
KhqrModule.forRoot({
  accounts: {
    main: { provider: 'apikhqr', apiKey: environment.KEY },
    branch: { provider: 'sandbox' },
  },
});
KhqrModule.forRootAsync({ useFactory: () => ({ provider: 'apikhqr', apiKey: 'sk_live_x' }) });
KhqrModule.forRootAsync({
  useFactory: async () => ({ provider: 'sandbox', tracker: { tickMs: 100 } }),
});

// @ts-expect-error the key is required, even where it is undefined at run time
KhqrModule.forRoot({ provider: 'apikhqr' });

// @ts-expect-error no such provider
KhqrModule.forRoot({ provider: 'paypal', apiKey: 'x' });

// @ts-expect-error an option of another provider
KhqrModule.forRoot({ provider: 'sandbox', apiKey: 'x' });

// @ts-expect-error bakong-online needs to know who is paid
KhqrModule.forRoot({ provider: 'bakong-online', merchantName: 'Shop' });

// @ts-expect-error a misspelled option
KhqrModule.forRoot({ provider: 'sandbox', tracker: { tickMS: 100 } });
