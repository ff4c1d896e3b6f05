/** The few words that the system shows for us: the page has its own. */
const words = {
  en: {
    file: 'File',
    edit: 'Edit',
    view: 'View',
    window: 'Window',
    quit: 'Quit Janus Studio',
    chooseFolder: 'Choose the folder of a checkpoint',
    chooseExportFolder: 'Choose a folder for the export',
    choose: 'Choose',
    cannotOpen: 'Janus Studio cannot open',
    cannotBringIn: 'This archive cannot be brought in',
    broughtIn: 'Pictures brought in: {added}. Here already: {known}.',
  },
  ko: {
    file: '파일',
    edit: '편집',
    view: '보기',
    window: '창',
    quit: 'Janus Studio 종료',
    chooseFolder: '체크포인트 폴더 선택',
    chooseExportFolder: '내보낼 폴더 선택',
    choose: '선택',
    cannotOpen: 'Janus Studio를 열 수 없습니다',
    cannotBringIn: '이 보관 파일을 가져올 수 없습니다',
    broughtIn: '가져온 그림: {added}장. 이미 있던 그림: {known}장.',
  },
  zh: {
    file: '文件',
    edit: '编辑',
    view: '视图',
    window: '窗口',
    quit: '退出 Janus Studio',
    chooseFolder: '选择检查点文件夹',
    chooseExportFolder: '选择导出文件夹',
    choose: '选择',
    cannotOpen: '无法打开 Janus Studio',
    cannotBringIn: '无法导入此存档',
    broughtIn: '已导入 {added} 张画，{known} 张原已存在。',
  },
} as const;

export type Words = Readonly<Record<keyof (typeof words)['en'], string>>;

/** @param languages As the system prefers them, "ko-KR" for one. */
export function wordsFor(languages: readonly string[]): Words {
  for (const language of languages) {
    const code = language.slice(0, 2).toLowerCase();
    if (code in words) return words[code as keyof typeof words];
  }
  return words.en;
}
