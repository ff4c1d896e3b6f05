import type { ExportRequest } from '../../../preload/contract/export.ts';

/** What an album says besides what its pictures say. */
export interface AlbumWords {
  readonly caption: string;
  readonly seed: string;
  readonly guidance: string;
  readonly temperature: string;
  readonly model: string;
  readonly size: string;
  readonly date: string;
  readonly tags: string;
  readonly previous: string;
  readonly next: string;
  readonly close: string;
  readonly pages: string;
  readonly madeBy: string;
  /** Of the picture's own file, which the picture leads to. */
  readonly file: string;
  /** How many there are. */
  readonly pictures: (count: number) => string;
}

export const albumWords: Readonly<Record<ExportRequest['language'], AlbumWords>> = {
  en: {
    caption: 'Caption',
    seed: 'Seed',
    guidance: 'Guidance',
    temperature: 'Temperature',
    model: 'Model',
    size: 'Size',
    date: 'Made',
    tags: 'Tags',
    previous: 'Previous picture',
    next: 'Next picture',
    close: 'All pictures',
    pages: 'Pages',
    madeBy: 'Exported from Janus Studio. Pictures drawn in it were made by a model.',
    file: 'Open the file',
    pictures: (count) => (count === 1 ? '1 picture' : `${count.toLocaleString('en')} pictures`),
  },
  ko: {
    caption: '설명',
    seed: '시드',
    guidance: '가이던스',
    temperature: '온도',
    model: '모델',
    size: '크기',
    date: '만든 때',
    tags: '태그',
    previous: '이전 그림',
    next: '다음 그림',
    close: '모든 그림',
    pages: '쪽',
    madeBy: 'Janus Studio에서 내보냈어요. 여기서 그린 그림은 모델이 만든 것이에요.',
    file: '파일 열기',
    pictures: (count) => `그림 ${count.toLocaleString('ko')}장`,
  },
  zh: {
    caption: '说明',
    seed: '种子',
    guidance: '引导强度',
    temperature: '温度',
    model: '模型',
    size: '尺寸',
    date: '制作时间',
    tags: '标签',
    previous: '上一张图片',
    next: '下一张图片',
    close: '所有图片',
    pages: '页',
    madeBy: '从 Janus Studio 导出。在其中绘制的图片由模型生成。',
    file: '打开文件',
    pictures: (count) => `${count.toLocaleString('zh')} 张图片`,
  },
};
