import { Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Settings } from '../settings.js';
import { Database } from './database.js';
import { PostgresDatabase } from './postgres.database.js';
import { createTables } from './schema.js';
import { SqliteDatabase } from './sqlite.database.js';

export function openDatabase({ databaseUrl, dataFile }: Settings): Database {
  return databaseUrl === undefined
    ? new SqliteDatabase(dataFile)
    : new PostgresDatabase(databaseUrl);
}

@Module({
  providers: [{ provide: Database, inject: [Settings], useFactory: openDatabase }],
  exports: [Database],
})
export class DatabaseModule implements OnModuleInit, OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    await this.database.transaction(createTables);
  }

  onApplicationShutdown(): void {
    // Not awaited: in this same stage the payment store gives back the connection that it has borrowed.
    void this.database.close();
  }
}
