import { room } from './room.ts';

/** What every room shares: the rail, themes, times. */
export const shell = room({
  en: {
    'rail.label': 'Pages',
    'rail.draw': 'Draw',
    'rail.language': 'Language',
    'rail.theme': 'Theme',
    'theme.system': 'As the system',
    'theme.light': 'Light',
    'theme.dark': 'Dark',
    'time.seconds': '{count} s',
    'time.minutes': '{count} min',
    'time.hours': '{count} h',
    'lost.title': 'The studio does not answer',
    'lost.text':
      'It may have been stopped. Start it again and open the address that it prints. This page tries again by itself.',
    'failed.details': 'Details',
  },
  ko: {
    'rail.label': '페이지',
    'rail.draw': '그리기',
    'rail.language': '언어',
    'rail.theme': '테마',
    'theme.system': '시스템 설정',
    'theme.light': '밝게',
    'theme.dark': '어둡게',
    'time.seconds': '{count}초',
    'time.minutes': '{count}분',
    'time.hours': '{count}시간',
    'lost.title': '스튜디오가 응답하지 않아요',
    'lost.text':
      '스튜디오가 종료되었을 수 있어요. 다시 시작하고 출력된 주소를 열어 주세요. 이 페이지는 스스로 다시 연결해 봐요.',
    'failed.details': '자세히',
  },
  zh: {
    'rail.label': '页面',
    'rail.draw': '绘画',
    'rail.language': '语言',
    'rail.theme': '主题',
    'theme.system': '跟随系统',
    'theme.light': '浅色',
    'theme.dark': '深色',
    'time.seconds': '{count} 秒',
    'time.minutes': '{count} 分钟',
    'time.hours': '{count} 小时',
    'lost.title': '工作室没有响应',
    'lost.text': '它可能已停止。请重新启动，并打开它输出的地址。此页面会自动重试。',
    'failed.details': '详情',
  },
});
