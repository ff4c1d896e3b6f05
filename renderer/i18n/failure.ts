import { room } from './room.ts';

/** A sentence for each failure code. */
export const failure = room({
  en: {
    'failure.bad-request': 'The studio did not understand this request. Reload the page.',
    'failure.bad-image':
      'This image cannot be read. Choose a PNG, JPEG, WebP, GIF, AVIF or TIFF of 64 MB at most.',
    'failure.bad-checkpoint': 'This checkpoint is not complete. Fetch it again.',
    'failure.bad-model': 'The model is damaged. Build it again.',
    'failure.bad-tokens': 'These tokens do not belong to this model. Draw without them.',
    'failure.no-model': 'No model is installed. Build one first.',
    'failure.not-found': 'This is no longer there.',
    'failure.not-allowed': 'The studio may not do this.',
    'failure.context-full': 'The prompt is too long for this model. Shorten it.',
    'failure.out-of-memory':
      'This machine has too little memory for this model. Choose a smaller one, or one built as int4.',
    'failure.disk-full': 'The disk is full. Free some space and try again.',
    'failure.busy': 'The studio is busy. Wait for a job to end and try again.',
    'failure.engine-stopped':
      'The engine stopped while drawing. It starts again by itself; try again.',
    'failure.workshop-stopped': 'The workshop stopped. It starts again by itself; try again.',
    'failure.cancelled': 'Stopped.',
    'failure.unexpected': 'Something went wrong that the studio did not expect.',
    'failure.disconnected':
      'The connection to the studio was lost. What it is drawing will still be saved.',
  },
  ko: {
    'failure.bad-request': '스튜디오가 요청을 이해하지 못했어요. 페이지를 새로 고쳐 주세요.',
    'failure.bad-image':
      '이 이미지를 읽을 수 없어요. 64 MB 이하의 PNG, JPEG, WebP, GIF, AVIF, TIFF를 골라 주세요.',
    'failure.bad-checkpoint': '체크포인트가 온전하지 않아요. 다시 받아 주세요.',
    'failure.bad-model': '모델이 손상되었어요. 다시 만들어 주세요.',
    'failure.bad-tokens': '이 모델의 토큰이 아니에요. 토큰 없이 그려 주세요.',
    'failure.no-model': '설치된 모델이 없어요. 먼저 모델을 만들어 주세요.',
    'failure.not-found': '더 이상 여기에 없어요.',
    'failure.not-allowed': '스튜디오가 할 수 없는 일이에요.',
    'failure.context-full': '이 모델에는 프롬프트가 너무 길어요. 줄여 주세요.',
    'failure.out-of-memory':
      '이 컴퓨터의 메모리로는 이 모델을 쓰기 어려워요. 더 작은 모델이나 int4로 만든 모델을 골라 주세요.',
    'failure.disk-full': '디스크가 가득 찼어요. 공간을 비우고 다시 시도해 주세요.',
    'failure.busy': '스튜디오가 바빠요. 작업이 끝난 뒤 다시 시도해 주세요.',
    'failure.engine-stopped':
      '그리는 중에 엔진이 멈췄어요. 엔진은 스스로 다시 시작해요. 다시 시도해 주세요.',
    'failure.workshop-stopped': '작업실이 멈췄어요. 스스로 다시 시작해요. 다시 시도해 주세요.',
    'failure.cancelled': '멈췄어요.',
    'failure.unexpected': '스튜디오가 예상하지 못한 문제가 생겼어요.',
    'failure.disconnected': '스튜디오와 연결이 끊겼어요. 그리던 그림은 그대로 저장돼요.',
  },
  zh: {
    'failure.bad-request': '工作室无法理解此请求。请刷新页面。',
    'failure.bad-image':
      '无法读取此图像。请选择不超过 64 MB 的 PNG、JPEG、WebP、GIF、AVIF 或 TIFF。',
    'failure.bad-checkpoint': '检查点不完整。请重新获取。',
    'failure.bad-model': '模型已损坏。请重新构建。',
    'failure.bad-tokens': '这些词元不属于此模型。请不带词元绘画。',
    'failure.no-model': '未安装模型。请先构建一个。',
    'failure.not-found': '它已不在这里。',
    'failure.not-allowed': '工作室不能这样做。',
    'failure.context-full': '提示词对此模型来说太长。请缩短。',
    'failure.out-of-memory':
      '这台电脑的内存不足以运行此模型。请选择更小的模型，或以 int4 构建的模型。',
    'failure.disk-full': '磁盘已满。请腾出空间后重试。',
    'failure.busy': '工作室正忙。请等任务结束后重试。',
    'failure.engine-stopped': '绘画时引擎停止了。它会自动重新启动，请重试。',
    'failure.workshop-stopped': '工坊停止了。它会自动重新启动，请重试。',
    'failure.cancelled': '已停止。',
    'failure.unexpected': '发生了工作室未预料到的问题。',
    'failure.disconnected': '与工作室的连接已断开。正在画的画仍会保存。',
  },
});
