import { expect, test } from '@jest/globals';
import { publishedAnswer, publishedOf } from '../../sandbox/published.ts';

const bare = {
  awsEndpoint: 'http://127.0.0.1:1',
  apiBaseUrl: 'http://127.0.0.1:2/v2',
  consoleUrl: 'http://127.0.0.1:3',
  stackNames: [],
  consumers: [],
};
const asked = (path: string, method = 'GET') => ({ path, method });

test('until all of it stands, the sandbox says that it is starting', () => {
  for (const path of ['/sandbox', '/sandbox/environment']) {
    expect(publishedAnswer(asked(path), undefined)).toMatchObject({ status: 503 });
    expect(publishedAnswer(asked(path), publishedOf(bare))).toMatchObject({ status: 200 });
  }
});

test('everything else is for AWS’s services', () => {
  for (const request of [asked('/'), asked('/sandbox/'), asked('/sandbox', 'POST')]) {
    expect(publishedAnswer(request, publishedOf(bare))).toBeUndefined();
  }
});

test('without a stack and consumers no name is made up', () => {
  const { environment } = publishedOf(bare);
  expect(Object.keys(environment)).not.toEqual(expect.arrayContaining(['STACK']));
  expect(Object.keys(environment)).not.toEqual(expect.arrayContaining(['VENDOR']));
});
