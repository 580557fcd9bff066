import 'reflect-metadata';
import type { Type } from '@nestjs/common';

/**
 * Where `@nestjs/swagger` looks for what its own decorators write, in its versions 11 and 12. Written by name: an application that has
 * it finds the checkout described, and one that has not needs nothing.
 */
const KEYS = {
  operation: 'swagger/apiOperation',
  parameters: 'swagger/apiParameters',
  responses: 'swagger/apiResponse',
  property: 'swagger/apiModelProperties',
  properties: 'swagger/apiModelPropertiesArray',
};

/** As `@ApiProperty` takes it. */
export interface SchemaProperty {
  readonly type: Type<unknown> | 'string' | 'integer' | 'boolean';
  readonly description?: string;
  readonly example?: unknown;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly maxLength?: number;
  readonly nullable?: true;
  /** @default true */
  readonly required?: boolean;
}

/** Makes a class a schema of the document, named as the class is. */
export function ApiSchemaOf<T>(properties: {
  readonly [K in keyof Required<T>]: SchemaProperty;
}): ClassDecorator {
  return ({ prototype }) => {
    const entries = Object.entries<SchemaProperty>(properties);
    const names = entries.map(([name]) => `:${name}`);
    Reflect.defineMetadata(KEYS.properties, names, prototype as object);
    for (const [name, property] of entries) {
      const told = { required: true, ...property };
      Reflect.defineMetadata(KEYS.property, told, prototype as object, name);
    }
  };
}

interface RouteParameter {
  readonly in: 'path' | 'query' | 'body';
  readonly name?: string;
  readonly type?: Type<unknown>;
  readonly required: boolean;
  readonly description?: string;
  readonly example?: unknown;
  readonly schema?: object;
}

interface RouteResponse {
  readonly description: string;
  readonly type?: Type<unknown>;
  readonly example?: unknown;
  readonly content?: Readonly<Record<string, object>>;
  readonly headers?: Readonly<Record<string, object>>;
}

export interface RouteDescription {
  readonly summary: string;
  readonly parameters?: readonly RouteParameter[];
  readonly responses: Readonly<Record<number, RouteResponse>>;
}

/** Describes a route. */
export function ApiRoute({ summary, parameters, responses }: RouteDescription) {
  return (_target: object, _name: string, { value }: PropertyDescriptor): void => {
    const method = value as object;
    Reflect.defineMetadata(KEYS.operation, { summary }, method);
    if (parameters) Reflect.defineMetadata(KEYS.parameters, parameters, method);
    Reflect.defineMetadata(KEYS.responses, responses, method);
  };
}
