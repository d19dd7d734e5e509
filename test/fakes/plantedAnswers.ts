import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { isObject } from '../../src/core/model/json';

const field = 'unheardOf';

/** Whose names are somebody's own, or which are written anew as a whole: one more would be a change. */
const maps = /^(identity|tags|userAssignedIdentities|configuration(Protected)?Settings|features)$/i;

function planted(value: unknown, text: string, name = ''): unknown {
  if (Array.isArray(value)) return value.map((each) => planted(each, text));
  if (!isObject(value)) return value;
  return {
    ...Object.fromEntries(
      Object.entries(value).map(([each, of]) => [each, planted(of, text, each)]),
    ),
    ...(maps.test(name) ? {} : { [field]: text }),
  };
}

function unplanted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unplanted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, of]) => (name === field ? [] : [[name, unplanted(of)]])),
  );
}

/** Azure, with a secret in each object of each answer, at any depth, and in each answer's headers. */
export class PlantedAnswers implements HttpClient {
  constructor(
    private readonly inner: HttpClient,
    private readonly text: string,
  ) {}

  async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
    // What is unknown is written back as it was read; the schemas know nothing of it.
    if (typeof request.body === 'string' && request.body.startsWith('{')) {
      request.body = JSON.stringify(unplanted(JSON.parse(request.body)));
    }
    const response = await this.inner.sendRequest(request);
    const { bodyAsText, headers } = response;
    for (const name of ['x-ms-unheard-of', 'set-cookie', 'server']) headers.set(name, this.text);
    if (!bodyAsText?.startsWith('{')) return response;
    return { ...response, bodyAsText: JSON.stringify(planted(JSON.parse(bodyAsText), this.text)) };
  }
}
