import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { invalidPath, payloadTooLarge, plainError, type Answer } from '@kochava-stream/amplitude';
import { type FastifyReply, type FastifyRequest } from 'fastify';

/** On every answer, errors too: without them a browser sees a network error and sends blindly again. */
export const answerHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'access-control-allow-origin': '*',
  'x-content-type-options': 'nosniff',
} as const;

export function send(reply: FastifyReply, answer: Answer): FastifyReply {
  return reply.code(answer.code).headers(answerHeaders).send(answer.body);
}

/** What browser SDKs wait for when they start: nothing is configured from here, so that whatever the app has set holds. */
export function sendRemoteConfig(reply: FastifyReply): FastifyReply {
  // As often as the SDK asks again by itself.
  return send(reply.header('cache-control', 'public, max-age=300'), { code: 200, body: '{"configs":{}}' });
}

/** The answer to a browser that asks whether it may send. */
export function sendPreflight(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const asked = request.headers['access-control-request-headers'];
  return reply
    .code(204)
    .headers({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST, GET, OPTIONS',
      'access-control-allow-headers': [
        'content-type',
        'content-encoding',
        ...(asked === undefined ? [] : [asked]),
      ].join(', '),
      'access-control-max-age': '86400',
      vary: 'access-control-request-headers',
    })
    .send();
}

/** Amplitude's form for what the framework refuses or what we did not foresee. */
export function answerToError(error: unknown): Answer {
  const status = statusOf(error);
  if (status === 404) return invalidPath;
  if (status === 413) return payloadTooLarge;
  return plainError(status, STATUS_CODES[status] ?? 'Error');
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status: unknown = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}
