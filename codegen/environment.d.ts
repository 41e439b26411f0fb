/** As a program that can not run without them declares its environment variables. */
declare namespace NodeJS {
  interface ProcessEnv {
    AZOTTE_API_KEY: string;
    AZOTTE_TENANT_ID: string;
    WEBHOOK_SECRET: string;
    OLD_WEBHOOK_SECRET: string;
  }
}
