/** Korean and Chinese for machines that have neither; the browser fetches only the ranges it shows. */
import '@fontsource-variable/noto-sans-kr/wght.css';
import '@fontsource-variable/noto-sans-sc/wght.css';
